// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.problem.Problem;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** An element of a request's XML document. Namespaces and attributes do not matter to S3 and are dropped. */
record XmlElement(String name, String text, List<XmlElement> children) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ELEMENTS = 100_000;

    /** Throws MalformedXml for what is no XML, has a document type, nests too deep, or has another root. */
    static XmlElement parse(byte[] document, String root) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // No entity but the five of XML itself: a document type is refused, so none can be declared.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(utf8(document)));
            requireReadable(reader.getCharacterEncodingScheme());
            while (next(reader) != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new Problem.MalformedXml("a document type is not allowed").thrown();
                }
            }
            XmlElement element = new Reading(reader).element(0);
            while (reader.hasNext()) {
                next(reader);
            }
            if (!element.name().equals(root)) {
                throw new Problem.MalformedXml("the root is <" + element.name() + ">, not <" + root + ">").thrown();
            }
            return element;
        } catch (XMLStreamException e) {
            Location where = e.getLocation();
            throw new Problem.MalformedXml(
                            where == null
                                    ? "it cannot be read"
                                    : "line " + where.getLineNumber() + ", column " + where.getColumnNumber())
                    .thrown();
        }
    }

    /** Assumed: documents are UTF-8, or say that they are ASCII. */
    private static void requireReadable(@Nullable String declaredEncoding) {
        if (declaredEncoding != null
                && !declaredEncoding.equalsIgnoreCase("UTF-8")
                && !declaredEncoding.equalsIgnoreCase("US-ASCII")) {
            throw new Problem.MalformedXml("its encoding is " + declaredEncoding + ", not UTF-8").thrown();
        }
    }

    private static String utf8(byte[] document) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Problem.MalformedXml("it is not UTF-8").thrown();
        }
    }

    /** Observed: JDK 25's reader lacks the words for some mistakes in a document type, and throws what it is not to throw. */
    private static int next(XMLStreamReader reader) throws XMLStreamException {
        try {
            return reader.next();
        } catch (RuntimeException e) {
            throw new XMLStreamException(e);
        }
    }

    private static final class Reading {
        private final XMLStreamReader reader;
        private int elements;

        Reading(XMLStreamReader reader) {
            this.reader = reader;
        }

        XmlElement element(int depth) throws XMLStreamException {
            if (depth > MAX_DEPTH || ++elements > MAX_ELEMENTS) {
                throw new Problem.MalformedXml("too deep or too many elements").thrown();
            }
            String name = reader.getLocalName();
            StringBuilder text = new StringBuilder();
            List<XmlElement> children = new ArrayList<>();
            while (true) {
                switch (next(reader)) {
                    case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
                    case XMLStreamConstants.END_ELEMENT -> {
                        return new XmlElement(name, text.toString(), children);
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                    case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new Problem.MalformedXml("an entity is not allowed").thrown();
                    default -> {}
                }
            }
        }
    }

    List<XmlElement> children(String childName) {
        return children.stream().filter(child -> child.name().equals(childName)).toList();
    }

    Optional<String> childText(String childName) {
        for (XmlElement child : children) {
            if (child.name().equals(childName)) {
                return Optional.of(child.text());
            }
        }
        return Optional.empty();
    }

    /** Throws MalformedXml when the child is missing. */
    String requiredText(String childName) {
        return childText(childName)
                .orElseThrow(() -> new Problem.MalformedXml("<" + name + "> needs a <" + childName + ">").thrown());
    }
}
