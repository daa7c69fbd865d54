// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.language.Statement;

/**
 * A statement as somebody wrote it.
 *
 * @param attachedTo where its policy is attached, in any form that tells two places apart: paths begin there
 */
public record WrittenStatement(String text, Statement statement, String attachedTo) {}
