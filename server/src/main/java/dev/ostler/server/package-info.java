// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.ostler.server;

import org.jspecify.annotations.NullMarked;
