// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.objectstorage.ChecksumAlgorithm;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.objectstorage.ObjectHeaders;
import dev.ostler.server.operation.Call;
import dev.ostler.server.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headers that say something about an object: kept verbatim, or refused when they ask for more than is served. */
final class S3Headers {
    static final String METADATA_PREFIX = "x-amz-meta-";

    private static final String PREFIX = "x-amz-";

    /** Source: RFC 9110, 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Stored and given back as sent. */
    static final List<String> STORED = List.of(
            "content-type", "content-encoding", "content-disposition", "content-language", "cache-control", "expires");

    /**
     * Source: OCI documentation, "Understanding storage tiers": the classes of Amazon's that OCI maps to a tier of its own.
     * Assumed: GLACIER, which its table leaves out, is one of them.
     */
    private static final Set<String> OTHER_CLASSES_OF_OCI =
            Set.of("INTELLIGENT_TIERING", "STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");

    /** Source: Amazon S3 API reference, PutObject. OCI does not know them. */
    private static final Set<String> CLASSES_OF_AMAZON_ALONE =
            Set.of("REDUCED_REDUNDANCY", "EXPRESS_ONEZONE", "OUTPOSTS", "SNOW", "FSX_OPENZFS");

    private static final String CHECKSUM_PREFIX = "x-amz-checksum-";
    private static final Set<String> CHECKSUM_HEADERS = Stream.concat(
                    ChecksumAlgorithm.all().stream().map(ChecksumAlgorithm::header),
                    Stream.of("algorithm", "mode", "type").map(CHECKSUM_PREFIX::concat))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> PRIVATE_ACLS = Set.of("private", "bucket-owner-full-control");

    /** Source: Amazon S3 User Guide, "Canned ACL". */
    private static final Set<String> OTHER_ACLS = Set.of(
            "public-read",
            "public-read-write",
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-read",
            "log-delivery-write");

    private final S3Settings settings;

    S3Headers(S3Settings settings) {
        this.settings = settings;
    }

    /**
     * Refuses a request that asks for what is not served, before a byte of it is stored: to ignore such a header would
     * make the object weaker than asked. Throws NotServed, InvalidStorageClass, InvalidArgument or OtherOwnerExpected.
     */
    void check(Call call) {
        call.head()
                .headerNames()
                .forEach(name -> check(name, call.head().header(name).orElse("")));
        call.authenticated().parameters().forEach((name, value) -> {
            if (name.startsWith(PREFIX) || STORED.contains(name)) {
                requireHeaderSafe(name, value);
            }
            check(name, value);
        });
    }

    /** What came as no header and is kept as one must be fit for one: it stands in the head of later answers. */
    private static void requireHeaderSafe(String name, String value) {
        if (!TOKEN.matcher(name).matches()) {
            throw new Problem.InvalidArgument(name, value, "The header name is invalid.").thrown();
        }
        if (!isHeaderSafe(value)) {
            throw new Problem.InvalidArgument(name, value, "The header value is invalid.").thrown();
        }
    }

    /** Whether a header may have this value. Source: RFC 9110, 5.5. */
    static boolean isHeaderSafe(String value) {
        return value.chars().noneMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f);
    }

    /** Throws NotServed for any canned ACL but a private one, InvalidArgument for what is none. */
    static void checkAcl(String name, String acl) {
        require(!OTHER_ACLS.contains(acl), "ACL (" + name + ": " + acl + ")");
        if (!PRIVATE_ACLS.contains(acl)) {
            throw new Problem.InvalidArgument(name, acl, "There is no such canned ACL").thrown();
        }
    }

    private void check(String name, String value) {
        if (!name.startsWith(PREFIX)) {
            return;
        }
        switch (name) {
            case "x-amz-acl" -> checkAcl(name, value);
            // Assumed: OCI, which encrypts whatever it stores, takes AES256 and says nothing of it.
            case "x-amz-server-side-encryption" ->
                require(value.equals("AES256"), "Server-side encryption '" + value + "'");
            case "x-amz-storage-class" -> checkStorageClass(value);
            case "x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner" -> checkOwner(value);
            case "x-amz-object-ownership" ->
                require(value.equals("BucketOwnerEnforced"), "Object ownership '" + value + "'");
            case "x-amz-bucket-object-lock-enabled" -> require(!value.equalsIgnoreCase("true"), "Object Lock");
            case "x-amz-tagging", "x-amz-tagging-directive" ->
                require(name.endsWith("directive") && value.equals("COPY"), "Object tagging");
            case "x-amz-website-redirect-location" -> require(false, "Website redirect");
            case "x-amz-write-offset-bytes" -> require(false, "Append (x-amz-write-offset-bytes)");
            case "x-amz-security-token" -> require(false, "Session token");
            default -> {
                require(!name.startsWith("x-amz-grant-"), "ACL (" + name + ")");
                require(!name.startsWith("x-amz-object-lock-"), "Object Lock");
                requireKnownChecksum(name);
                require(
                        !name.startsWith("x-amz-server-side-encryption-")
                                && !name.startsWith("x-amz-copy-source-server-side-encryption-"),
                        "Server-side encryption with own keys (" + name + ")");
            }
        }
    }

    /** A checksum that nobody compares would be one that is believed. Observed in Amazon S3: versitygw#1104. */
    private static void requireKnownChecksum(String name) {
        if (name.startsWith(CHECKSUM_PREFIX) && !CHECKSUM_HEADERS.contains(name)) {
            throw new Problem.InvalidRequest("The algorithm type you specified in x-amz-checksum- header is invalid.")
                    .thrown();
        }
    }

    private static void require(boolean served, String what) {
        if (!served) {
            throw new Problem.NotServed(what, "").thrown();
        }
    }

    private void checkStorageClass(String value) {
        boolean known =
                OTHER_CLASSES_OF_OCI.contains(value) || (!settings.isOci() && CLASSES_OF_AMAZON_ALONE.contains(value));
        require(!known, "Storage class " + value);
        if (!value.equals("STANDARD")) {
            throw new Problem.InvalidStorageClass(value).thrown();
        }
    }

    /** Assumed: the owner is the tenancy, as ListBuckets shows it; to expect another one is AccessDenied. */
    private void checkOwner(String owner) {
        if (!owner.equals(settings.tenancyId())) {
            throw new Problem.OtherOwnerExpected(owner).thrown();
        }
    }

    /** What the request says about the object. Throws MetadataTooLarge. */
    static ObjectHeaders of(Call call) {
        return new ObjectHeaders(storedHeaders(call), metadata(call));
    }

    private static Map<String, String> storedHeaders(Call call) {
        Map<String, String> stored = new LinkedHashMap<>();
        for (String name : STORED) {
            call.header(name).ifPresent(value -> {
                String kept = name.equals("content-encoding") ? withoutAwsChunked(value) : value;
                if (!kept.isEmpty()) {
                    stored.put(name, kept);
                }
            });
        }
        return stored;
    }

    /** The transfer's own coding is not the object's: {@code aws-chunked,gzip} is stored as {@code gzip}. */
    private static String withoutAwsChunked(String value) {
        if (!value.toLowerCase(Locale.ROOT).contains("aws-chunked")) {
            return value;
        }
        List<String> kept = new ArrayList<>();
        for (String coding : value.split(",", -1)) {
            if (!coding.strip().equalsIgnoreCase("aws-chunked") && !coding.isBlank()) {
                kept.add(coding.strip());
            }
        }
        return String.join(",", kept);
    }

    /** Assumed: OCI keeps names in lower case and values byte by byte. */
    private static Map<String, String> metadata(Call call) {
        Map<String, String> metadata = new TreeMap<>();
        boolean inHead = !call.authenticated().isForm();
        for (String name : call.head().headerNames()) {
            if (inHead && name.startsWith(METADATA_PREFIX)) {
                // Source: RFC 9110, 5.2: repeated fields mean their values joined by commas.
                metadata.put(
                        name.substring(METADATA_PREFIX.length()),
                        String.join(",", call.head().headers(name)));
            }
        }
        call.authenticated().parameters().forEach((name, value) -> {
            if (name.startsWith(METADATA_PREFIX)) {
                metadata.put(name.substring(METADATA_PREFIX.length()), value);
            }
        });
        int size = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            // Values hold one char per byte.
            size += entry.getKey().length() + entry.getValue().length();
        }
        if (size > Limits.MAX_METADATA_BYTES) {
            throw new Problem.MetadataTooLarge(size, Limits.MAX_METADATA_BYTES).thrown();
        }
        return metadata;
    }
}
