// SPDX-License-Identifier: Apache-2.0
/** Who exists: tenancies, users and their keys; which of their policies allow what. */
@NullMarked
package dev.ostler.server.identity;

import org.jspecify.annotations.NullMarked;
