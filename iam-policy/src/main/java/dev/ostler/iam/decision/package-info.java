// SPDX-License-Identifier: Apache-2.0
/** From the policies in force and one request to a decision. */
@NullMarked
package dev.ostler.iam.decision;

import org.jspecify.annotations.NullMarked;
