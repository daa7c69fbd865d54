// SPDX-License-Identifier: Apache-2.0
/** The S3 compatibility API: its operations, its XML, its words for what goes wrong. */
@NullMarked
package dev.ostler.server.api.s3;

import org.jspecify.annotations.NullMarked;
