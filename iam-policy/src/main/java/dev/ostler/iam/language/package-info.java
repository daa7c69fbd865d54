// SPDX-License-Identifier: Apache-2.0
/** Policy statements as text and as trees: parsing, with errors that teach. */
@NullMarked
package dev.ostler.iam.language;

import org.jspecify.annotations.NullMarked;
