// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.ostler.iam;

import org.jspecify.annotations.NullMarked;
