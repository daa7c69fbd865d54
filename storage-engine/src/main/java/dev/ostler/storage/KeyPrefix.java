// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** The encoded start of keys of one table; made by {@link Table#prefix}. The array is not copied: do not change it. */
@SuppressWarnings({"UnusedTypeParameter", "ArrayRecordComponent"}) // the type keeps tables apart; a copy per key costs
public record KeyPrefix<K>(byte[] bytes) {}
