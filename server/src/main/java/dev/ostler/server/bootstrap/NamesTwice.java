// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds names that are given twice in one scope, in one file or in several. */
final class NamesTwice {
    private final Mistakes mistakes;
    private final Map<Scoped, Place> firsts = new HashMap<>();

    /** @param scope what the name is unique in: all that stands before it */
    private record Scoped(String kind, List<String> scope, String name) {}

    private NamesTwice(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    static void find(List<DeclaredWorld> worlds, Mistakes mistakes) {
        NamesTwice names = new NamesTwice(mistakes);
        for (DeclaredWorld world : worlds) {
            world.tenancies().forEach(names::inTenancy);
        }
    }

    /** Several files may speak of one tenancy, each of other things in it; one file speaks of it once. */
    private void inTenancy(DeclaredTenancy tenancy) {
        String namespace = tenancy.namespace().map(Text::value).orElse("");
        List<String> scope = List.of(namespace);
        tenancy.namespace()
                .ifPresent(name -> once("tenancy", List.of(name.place().file()), name, Function.identity()));
        inCompartment(scope, tenancy.compartments());
        tenancy.groups().forEach(group -> once("group", scope, group.name(), NamesTwice::anyCase));
        tenancy.dynamicGroups().forEach(group -> once("dynamic group", scope, group.name(), NamesTwice::anyCase));
        tenancy.networkSources().forEach(source -> once("network source", scope, source.name(), NamesTwice::anyCase));
        tenancy.policies().forEach(policy -> once("policy", scope, policy.name(), NamesTwice::anyCase));
        tenancy.users().forEach(user -> ofUser(scope, user));
        tenancy.buckets().forEach(bucket -> ofBucket(namespace, bucket));
    }

    private void inCompartment(List<String> path, List<DeclaredCompartment> compartments) {
        for (DeclaredCompartment compartment : compartments) {
            once("compartment", path, compartment.name(), NamesTwice::anyCase);
            inCompartment(
                    Stream.concat(
                                    path.stream(),
                                    Stream.of(anyCase(compartment.name().value())))
                            .toList(),
                    compartment.compartments());
        }
    }

    private void ofUser(List<String> scope, DeclaredUser user) {
        once("user", scope, user.name(), NamesTwice::anyCase);
        user.customerSecretKeys()
                .orElse(List.of())
                .forEach(key -> once("access key", List.of(), key.id(), Function.identity()));
        List<String> inUser = List.of(scope.getFirst(), user.name().place().toString());
        user.groups().orElse(List.of()).forEach(group -> once("group", inUser, group, NamesTwice::anyCase));
    }

    private void ofBucket(String namespace, DeclaredBucket bucket) {
        String region = bucket.region().map(Text::value).orElse("");
        once("bucket", List.of(namespace, region), bucket.name(), Function.identity());
        List<String> inBucket = List.of(namespace, region, bucket.name().value());
        bucket.objects().forEach(object -> once("object", inBucket, object.name(), object.name(), object.place()));
    }

    private static String anyCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void once(String kind, List<String> scope, Text name, Function<String, String> unified) {
        once(kind, scope, unified.apply(name.value()), name.toString(), name.place());
    }

    private void once(String kind, List<String> scope, String name, String shown, Place place) {
        Place first = firsts.putIfAbsent(new Scoped(kind, scope, name), place);
        if (first != null) {
            mistakes.add(place, "the " + kind + " '" + Reading.shown(shown) + "' is there twice; first at " + first);
        }
    }
}
