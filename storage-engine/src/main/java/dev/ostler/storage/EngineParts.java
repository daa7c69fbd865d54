// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** What the parts of one open engine share. */
record EngineParts(
        EngineOptions options, Disk disk, Index index, Leases leases, FailStop failStop, FreeSpace freeSpace) {}
