// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.problem.Problem;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of a request's XML document. Namespaces and attributes do not matter to S3 and are dropped. */
record XmlElement(String name, String text, List<XmlElement> children) {
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
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new Problem.MalformedXml("a document type is not allowed").thrown();
                }
            }
            XmlElement element = new Reading(reader).element(0);
            while (reader.hasNext()) {
                reader.next();
            }
            if (!element.name().equals(root)) {
                throw new Problem.MalformedXml("the root is <" + element.name() + ">, not <" + root + ">").thrown();
            }
            return element;
        } catch (XMLStreamException e) {
            throw new Problem.MalformedXml("line " + e.getLocation().getLineNumber() + ", column "
                            + e.getLocation().getColumnNumber())
                    .thrown();
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
                switch (reader.next()) {
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
