// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.form.BoundedParts;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A browser's upload, read up to the first byte of its file. What follows the file is never read.
 *
 * <p>Source: Amazon S3 developer guide, "Creating an HTML form (using AWS Signature Version 4)".
 *
 * @param fields in the order received, their values one char per byte and with the file's name filled in; by lower-case
 *     name, for names are not case-sensitive
 */
record PostForm(Map<String, List<String>> fields, InputStream file) {
    private static final String FILE = "file";

    /**
     * Everything before the file's first byte. Source: Amazon S3 developer guide, "Creating an HTML form" (20 KB).
     * Observed: 20480 (s3_direct_upload#45).
     */
    static final int MAX_BYTES_BEFORE_FILE = 20 << 10;

    /**
     * Blocks until the file begins. Throws MalformedForm, FormFieldsTooLarge, or FormFileMissing.
     *
     * <p>Source: "HTML form fields": variables are filled in before the policy is looked at. Assumed: in OCI too.
     *
     * @param filenameVariable what stands for the file's name in the value of any field
     */
    static PostForm read(BoundedParts parts, String filenameVariable) throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        while (true) {
            BoundedParts.PartHead head = parts.next().orElseThrow(() -> new Problem.FormFileMissing().thrown());
            String name = BoundedParts.utf8(head.name()).toLowerCase(Locale.ROOT);
            if (name.equals(FILE)) {
                head.filename()
                        .map(PostForm::withoutPath)
                        .ifPresent(filename -> fields.values()
                                .forEach(values ->
                                        values.replaceAll(value -> value.replace(filenameVariable, filename))));
                return new PostForm(fields, parts.file());
            }
            fields.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(parts.text());
        }
    }

    /**
     * The fields, one value each. Source: Amazon S3 developer guide, "HTML forms (AWS Signature Version 2)": values of
     * equal names are joined by commas.
     */
    Map<String, String> joined() {
        Map<String, String> joined = new LinkedHashMap<>();
        fields.forEach((name, values) -> joined.put(name, String.join(",", values)));
        return joined;
    }

    /** Only what follows the last slash or backslash counts. Observed: without a name the variable stays as it is. */
    private static String withoutPath(String filename) {
        return filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
    }
}
