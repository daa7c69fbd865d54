// SPDX-License-Identifier: Apache-2.0
/** The server's own API under /_ostler/. */
@NullMarked
package dev.ostler.server.api.control;

import org.jspecify.annotations.NullMarked;
