// SPDX-License-Identifier: Apache-2.0
/** Buckets, objects, listings and multipart uploads: the domain, the same for every API. */
@NullMarked
package dev.ostler.server.objectstorage;

import org.jspecify.annotations.NullMarked;
