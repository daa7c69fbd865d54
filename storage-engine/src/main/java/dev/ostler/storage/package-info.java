// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.ostler.storage;

import org.jspecify.annotations.NullMarked;
