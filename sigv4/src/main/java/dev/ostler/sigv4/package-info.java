// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.ostler.sigv4;

import org.jspecify.annotations.NullMarked;
