// SPDX-License-Identifier: Apache-2.0
/** Decision cases of the policy language: what a file of them says, in a world of its own. */
@NullMarked
package dev.ostler.iam.cases;

import org.jspecify.annotations.NullMarked;
