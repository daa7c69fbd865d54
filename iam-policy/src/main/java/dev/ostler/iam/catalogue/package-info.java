// SPDX-License-Identifier: Apache-2.0
/** What exists to be allowed: permissions, resource types, verbs, and what each operation needs. */
@NullMarked
package dev.ostler.iam.catalogue;

import org.jspecify.annotations.NullMarked;
