// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom a request is supposed to come from, by name. */
public sealed interface Who {
    /** As people write whoever is no user and has no name. */
    String ANONYMOUS = "anonymous";

    Pattern KIND_AND_NAME = Pattern.compile("\\{?\\s*(service|dynamicGroup)\\s*:\\s*(.+?)\\s*}?");

    /** A user of the default tenancy. */
    record User(String name) implements Who {}

    /** One of the cloud's own services, such as {@code objectstorage-us-ashburn-1}. */
    record Service(String name) implements Who {}

    /** Some resource that is in a dynamic group of the default tenancy. */
    record DynamicGroup(String name) implements Who {}

    /** Whoever does not sign. */
    record Anonymous() implements Who {}

    /** A user's name, or the word for nobody in particular. */
    static Who named(String name) {
        return name.equals(ANONYMOUS) ? new Anonymous() : new User(name);
    }

    /** The same, or {@code service:NAME} or {@code dynamicGroup:NAME}, also as a test file writes it: {@code {service: NAME}}. */
    static Who parse(String text) {
        Matcher kindAndName = KIND_AND_NAME.matcher(text);
        if (!kindAndName.matches()) {
            return named(text);
        }
        String name = kindAndName.group(2);
        return kindAndName.group(1).equals("service") ? new Service(name) : new DynamicGroup(name);
    }
}
