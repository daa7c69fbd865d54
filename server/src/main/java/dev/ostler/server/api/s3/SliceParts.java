// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.OpenObject;
import dev.ostler.storage.BlobSlice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The slices of an open object as parts of a reply; closes the object in the end. */
final class SliceParts implements Reply.PartSource {
    private final OpenObject object;
    private final OpenObject.Slices slices;
    private @Nullable BlobSlice first;

    /** @param first the first of the slices, opened already so that damage shows before anything is sent */
    SliceParts(OpenObject object, OpenObject.Slices slices, BlobSlice first) {
        this.object = object;
        this.slices = slices;
        this.first = first;
    }

    @Override
    public Reply.@Nullable Part next() throws IOException {
        BlobSlice slice = first == null ? slices.next() : first;
        first = null;
        return switch (slice) {
            case null -> null;
            case BlobSlice.InMemory memory ->
                new Reply.Part.Memory(memory.bytes(), memory.offset(), (int) memory.lengthBytes());
            case BlobSlice.InFile file -> new Reply.Part.File(file.channel(), file.position(), file.lengthBytes());
        };
    }

    @Override
    public void close() {
        if (first != null) {
            first.close();
            first = null;
        }
        object.close();
    }
}
