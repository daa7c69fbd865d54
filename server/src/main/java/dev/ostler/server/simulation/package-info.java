// SPDX-License-Identifier: Apache-2.0
/** What would come of a request that nobody sends, decided by what decides those that somebody does. */
@NullMarked
package dev.ostler.server.simulation;

import org.jspecify.annotations.NullMarked;
