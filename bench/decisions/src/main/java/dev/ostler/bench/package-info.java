// SPDX-License-Identifier: Apache-2.0
/** What single parts cost, without a server around them. */
@NullMarked
package dev.ostler.bench;

import org.jspecify.annotations.NullMarked;
