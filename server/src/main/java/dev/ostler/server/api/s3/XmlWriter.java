// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes an XML document from the outside in. Text is escaped; a control character becomes a reference, as S3 does it. */
final class XmlWriter {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private final StringBuilder text;

    private XmlWriter(int expectedChars) {
        this.text = new StringBuilder(expectedChars).append(DECLARATION);
    }

    /** A document in S3's namespace, as successful answers are. */
    static XmlWriter document(String root, int expectedChars) {
        XmlWriter writer = new XmlWriter(expectedChars);
        writer.text.append('<').append(root).append(NAMESPACE).append('>');
        return writer;
    }

    /** A document without a namespace, as errors are. */
    static XmlWriter plain(String root) {
        return new XmlWriter(512).open(root);
    }

    XmlWriter open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    XmlWriter close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    XmlWriter element(String name, String value) {
        if (value.isEmpty()) {
            text.append('<').append(name).append("/>");
            return this;
        }
        open(name);
        escape(value);
        return close(name);
    }

    XmlWriter element(String name, long value) {
        open(name);
        text.append(value);
        return close(name);
    }

    XmlWriter element(String name, boolean value) {
        return element(name, Boolean.toString(value));
    }

    /** Text of the element that is open. */
    XmlWriter text(String value) {
        escape(value);
        return this;
    }

    private void escape(String value) {
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            String replacement = replacementOf(value.charAt(i));
            if (replacement != null) {
                text.append(value, plain, i).append(replacement);
                plain = i + 1;
            }
        }
        text.append(value, plain, value.length());
    }

    private static @Nullable String replacementOf(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            default -> c < 0x20 && c != '\t' && c != '\n' ? "&#x" + Integer.toHexString(c) + ";" : null;
        };
    }

    /** Ends the document, whose root is still open. */
    byte[] end(String root) {
        return close(root).text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
