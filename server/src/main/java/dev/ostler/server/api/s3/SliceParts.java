// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.ObjectSlice;
import dev.ostler.server.objectstorage.OpenObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The slices of an open object as parts of a reply; closes the object in the end. */
final class SliceParts implements Reply.PartSource {
    private final OpenObject object;
    private final OpenObject.Slices slices;
    private @Nullable ObjectSlice first;

    /** @param first the first of the slices, opened already so that damage shows before anything is sent */
    SliceParts(OpenObject object, OpenObject.Slices slices, ObjectSlice first) {
        this.object = object;
        this.slices = slices;
        this.first = first;
    }

    @Override
    public Reply.@Nullable Part next() throws IOException {
        ObjectSlice slice = first == null ? slices.next() : first;
        first = null;
        return switch (slice) {
            case null -> null;
            case ObjectSlice.InMemory memory ->
                new Reply.Part.Memory(memory.bytes(), memory.offset(), (int) memory.lengthBytes());
            case ObjectSlice.InFile file -> new Reply.Part.File(file.channel(), file.position(), file.lengthBytes());
        };
    }

    @Override
    public void close() {
        try {
            if (first != null) {
                first.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            first = null;
            object.close();
        }
    }
}
