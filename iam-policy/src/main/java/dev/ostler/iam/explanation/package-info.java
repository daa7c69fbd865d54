// SPDX-License-Identifier: Apache-2.0
/** Why policies refused a request, and what would allow it, for a person to read. */
@NullMarked
package dev.ostler.iam.explanation;

import org.jspecify.annotations.NullMarked;
