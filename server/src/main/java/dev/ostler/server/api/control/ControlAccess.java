// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Dispatcher;
import dev.ostler.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who controls the server: the holder of the control token, or an administrator who signs. A page in somebody's browser
 * is kept out whatever it knows: its requests carry an Origin, or a Host of the page's choosing.
 */
public final class ControlAccess implements Dispatcher.Control {
    private static final String TOKEN_HEADER = "ostler-control";

    private final byte[] token;
    private final Set<String> hosts;
    private final Set<String> domains;
    private final String administrators;

    /**
     * @param hosts names that the server is known by, lower case, besides IP literals and localhost
     * @param domains suffixes of such names
     * @param administrators the group whose members may control the server
     */
    public ControlAccess(String token, Set<String> hosts, Set<String> domains, String administrators) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.hosts = Set.copyOf(hosts);
        this.domains = Set.copyOf(domains);
        this.administrators = administrators;
    }

    @Override
    public void require(RequestHead head, Caller caller) {
        if (head.hasHeader("origin")) {
            throw refused("a request from a web page (it has an Origin) may not control the server");
        }
        String host = hostOf(head);
        if (!isOurs(host)) {
            throw refused("the control API does not answer under the host name '" + host + "'");
        }
        boolean administrator =
                caller instanceof Caller.User user && user.groups().contains(administrators);
        if (!administrator && !hasToken(head)) {
            throw refused(
                    "the control API needs the control token (header ostler-control) or an administrator's signature");
        }
    }

    private static RuntimeException refused(String detail) {
        return new Problem.ControlRefused(detail).thrown();
    }

    private boolean hasToken(RequestHead head) {
        Optional<String> sent = head.header(TOKEN_HEADER);
        return sent.isPresent() && MessageDigest.isEqual(token, sent.get().getBytes(StandardCharsets.UTF_8));
    }

    private static String hostOf(RequestHead head) {
        String host = head.header("host").orElse("").toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        return colon >= 0 && host.indexOf(']') < colon ? host.substring(0, colon) : host;
    }

    private boolean isOurs(String host) {
        boolean literal = (host.startsWith("[") && host.indexOf(']') == host.length() - 1)
                || (!host.isEmpty() && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
        return literal
                || host.equals("localhost")
                || hosts.contains(host)
                || domains.stream().anyMatch(domain -> host.endsWith("." + domain));
    }
}
