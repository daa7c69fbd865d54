// SPDX-License-Identifier: Apache-2.0
/** HTTP/1.1 over Netty: requests become a head and a blocking body on a virtual thread; replies go back out. */
@NullMarked
package dev.ostler.server.http;

import org.jspecify.annotations.NullMarked;
