// SPDX-License-Identifier: Apache-2.0
/** What is allowed to be written and hardly ever meant: statements that do less, or more, than they seem to. */
@NullMarked
package dev.ostler.iam.lint;

import org.jspecify.annotations.NullMarked;
