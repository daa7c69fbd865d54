// SPDX-License-Identifier: Apache-2.0
/** One table of operations, and the only way through it: route, authenticate, decode, authorize, answer. */
@NullMarked
package dev.ostler.server.operation;

import org.jspecify.annotations.NullMarked;
