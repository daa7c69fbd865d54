// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/** The Hosts that a client may have signed for when it called this server by another. */
public final class LikelyHosts {
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "[::1]");

    private final VerifiedHosts verified;
    private final Optional<URI> publicUrl;
    private final IntSupplier port;

    /** @param port listened on; asked for when it is needed, for it may not be known before */
    public LikelyHosts(VerifiedHosts verified, Optional<URI> publicUrl, IntSupplier port) {
        this.verified = verified;
        this.publicUrl = publicUrl;
        this.port = port;
    }

    /** With and without a port, the likeliest first. Looks up the machine's name: not for a request's own way. */
    List<String> otherThan(String sent) {
        Set<Integer> ports = new LinkedHashSet<>();
        ports.add(port.getAsInt());
        portOf(sent).ifPresent(ports::add);
        publicUrl.map(URI::getPort).filter(number -> number > 0).ifPresent(ports::add);
        Set<String> names = new LinkedHashSet<>();
        publicUrl.map(URI::getHost).ifPresent(names::add);
        verified.latest().forEach(host -> names.add(nameOf(host)));
        names.addAll(LOCAL);
        names.addAll(machine());
        names.add(nameOf(sent));
        Set<String> hosts = new LinkedHashSet<>();
        publicUrl.map(URI::getAuthority).ifPresent(hosts::add);
        hosts.addAll(verified.latest());
        for (String name : names) {
            ports.forEach(number -> hosts.add(name + ":" + number));
            hosts.add(name);
        }
        hosts.remove(sent);
        return List.copyOf(hosts);
    }

    private static List<String> machine() {
        List<String> names = new ArrayList<>();
        try {
            InetAddress machine = InetAddress.getLocalHost();
            names.add(machine.getHostName().toLowerCase(Locale.ROOT));
            names.add(machine.getHostAddress());
        } catch (UnknownHostException e) {
            // A machine whose name leads nowhere: nobody has called it by that.
        }
        return names;
    }

    /** The address as a client writes it down. */
    String addressOf(String host) {
        return publicUrl
                .filter(url -> host.equals(url.getAuthority()))
                .map(url -> url.getScheme() + "://" + host)
                .orElse("http://" + host);
    }

    private static String nameOf(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.indexOf(']') ? host.substring(0, colon) : host;
    }

    private static Optional<Integer> portOf(String host) {
        String digits = host.substring(nameOf(host).length()).replace(":", "");
        boolean isPort =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isPort ? Optional.of(Integer.parseInt(digits)) : Optional.empty();
    }
}
