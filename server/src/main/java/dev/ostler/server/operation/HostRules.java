// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which API a request is for: by its path under {@code /_ostler/}, then by Host, then by its credentials.
 *
 * <p>Source: OCI Object Storage, "Amazon S3 Compatibility API" and "Virtual-hosted style" (host patterns). Assumed: whatever
 * region a host names is one; a bucket that is not in it does not exist.
 */
public final class HostRules {
    static final String CONTROL_PREFIX = "/_ostler/";

    private static final String COMPAT = "compat";
    private static final String PRIVATE = "private";
    private static final String VIRTUAL_HOSTED = "vhcompat";
    private static final String OBJECT_STORAGE = "objectstorage";
    private static final String IDENTITY = "identity";

    private final Dialect dialect;
    private final String homeRegion;
    private final List<String> suffixes;
    private final List<String> virtualHostSuffixes;

    /** @param domains further suffixes that OCI-shaped and virtual-hosted names may end in */
    public HostRules(Dialect dialect, String homeRegion, List<String> domains) {
        this.dialect = dialect;
        this.homeRegion = homeRegion;
        this.suffixes = dotted(List.of("oraclecloud.com", "oci.customer-oci.com", "localhost"), domains);
        this.virtualHostSuffixes = dotted(List.of("localhost"), domains);
    }

    private static List<String> dotted(List<String> known, List<String> domains) {
        return Stream.concat(known.stream(), domains.stream())
                .map(suffix -> "." + suffix.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Throws HostNotServed for a virtual-hosted name that this dialect does not have. */
    public Destination destinationOf(RequestHead head) {
        String host = head.header("host").orElse("").toLowerCase(Locale.ROOT);
        String name = withoutPort(host);
        Optional<Destination> named = ociNamed(host, name);
        if (named.isPresent() && named.get().bucket().isPresent()) {
            return named.get();
        }
        if (head.rawPath().startsWith(CONTROL_PREFIX)) {
            return new Destination(Api.CONTROL, host, Optional.empty(), homeRegion, Optional.empty());
        }
        return named.or(() -> virtualHosted(host, name)).orElseGet(() -> byCredentials(head, host));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon >= 0 && host.indexOf(']') < colon ? host.substring(0, colon) : host;
    }

    /** {@code NAMESPACE.compat.objectstorage.REGION.SUFFIX} and its like. */
    private Optional<Destination> ociNamed(String host, String name) {
        for (String suffix : suffixes) {
            if (!name.endsWith(suffix)) {
                continue;
            }
            String[] labels = name.substring(0, name.length() - suffix.length()).split("\\.", -1);
            int storage = labels.length - 2;
            if (storage == 0 && labels[0].equals(IDENTITY)) {
                throw nativeApi(name);
            }
            if (storage < 0 || !labels[storage].equals(OBJECT_STORAGE)) {
                continue;
            }
            String region = labels[storage + 1];
            if (storage == 2 && labels[1].equals(COMPAT)) {
                return Optional.of(new Destination(Api.S3, host, Optional.of(labels[0]), region, Optional.empty()));
            }
            if (storage == 2 && labels[1].equals(VIRTUAL_HOSTED)) {
                return Optional.of(new Destination(Api.S3, host, Optional.empty(), region, Optional.of(labels[0])));
            }
            if (storage == 1 && labels[0].equals(VIRTUAL_HOSTED)) {
                return Optional.of(new Destination(Api.S3, host, Optional.empty(), region, Optional.empty()));
            }
            if (storage == 3 && labels[1].equals(PRIVATE) && labels[2].equals(COMPAT)) {
                // Source: OCI documentation, "Private endpoints": PREFIX-NAMESPACE. Assumed: a namespace has no dash.
                String namespace = labels[0].substring(labels[0].lastIndexOf('-') + 1);
                return Optional.of(new Destination(Api.S3, host, Optional.of(namespace), region, Optional.empty()));
            }
            throw nativeApi(name);
        }
        return Optional.empty();
    }

    private static RuntimeException nativeApi(String host) {
        return new Problem.NotServed("OCI's native API (host " + host + ")", "").thrown();
    }

    /** {@code BUCKET.localhost} and {@code BUCKET.DOMAIN}. */
    private Optional<Destination> virtualHosted(String host, String name) {
        for (String suffix : virtualHostSuffixes) {
            if (name.endsWith(suffix)) {
                if (dialect == Dialect.OCI) {
                    throw new Problem.HostNotServed(host).thrown();
                }
                String bucket = name.substring(0, name.length() - suffix.length());
                return Optional.of(new Destination(Api.S3, host, Optional.empty(), homeRegion, Optional.of(bucket)));
            }
        }
        return Optional.empty();
    }

    private Destination byCredentials(RequestHead head, String host) {
        boolean ociSigned = head.header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Signature ", 0, 10))
                .isPresent();
        if (ociSigned || (isUnsigned(head) && isNativePath(head.rawPath()))) {
            throw new Problem.NotServed("OCI's native API", "").thrown();
        }
        return new Destination(Api.S3, host, Optional.empty(), homeRegion, Optional.empty());
    }

    private static boolean isUnsigned(RequestHead head) {
        String query = head.rawQuery();
        return !head.hasHeader("authorization") && !query.contains("X-Amz-") && !query.contains("AWSAccessKeyId=");
    }

    private static boolean isNativePath(String path) {
        return path.equals("/n")
                || path.startsWith("/n/")
                || path.startsWith("/p/")
                || path.equals("/workRequests")
                || path.startsWith("/workRequests/")
                || path.startsWith("/20160918/");
    }
}
