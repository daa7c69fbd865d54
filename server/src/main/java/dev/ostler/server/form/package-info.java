// SPDX-License-Identifier: Apache-2.0
/** Forms as browsers send them: multipart/form-data, read as a stream. */
@NullMarked
package dev.ostler.server.form;

import org.jspecify.annotations.NullMarked;
