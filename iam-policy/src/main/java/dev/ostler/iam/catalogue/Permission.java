// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One right, as OCI names it: {@code OBJECT_READ}. Statements may name permissions of services that Ostler does not have;
 * the {@link Catalogue} says which ones exist here. The constants are those that operations name in code.
 */
public record Permission(String name) implements Comparable<Permission> {
    public static final Permission BUCKET_CREATE = new Permission("BUCKET_CREATE");
    public static final Permission OBJECT_INSPECT = new Permission("OBJECT_INSPECT");
    public static final Permission OBJECT_READ = new Permission("OBJECT_READ");
    public static final Permission OBJECT_CREATE = new Permission("OBJECT_CREATE");
    public static final Permission OBJECT_OVERWRITE = new Permission("OBJECT_OVERWRITE");
    public static final Permission OBJECT_VERSION_DELETE = new Permission("OBJECT_VERSION_DELETE");

    /** Takes a name in any case, as statements do. */
    public static Permission of(String name) {
        return new Permission(name.toUpperCase(Locale.ROOT));
    }

    /** By hand, like equals: this is the key of the hottest map, and generated methods are slow to start. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Permission permission && permission.name.equals(name);
    }

    @Override
    public int compareTo(Permission other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
