// SPDX-License-Identifier: Apache-2.0
/** Everything that can go wrong and is the caller's to know. */
@NullMarked
package dev.ostler.server.problem;

import org.jspecify.annotations.NullMarked;
