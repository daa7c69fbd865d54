// SPDX-License-Identifier: Apache-2.0
/** The bootstrap file: YAML that declares a world, read with the place of every value, checked whole, then applied. */
@NullMarked
package dev.ostler.server.bootstrap;

import org.jspecify.annotations.NullMarked;
