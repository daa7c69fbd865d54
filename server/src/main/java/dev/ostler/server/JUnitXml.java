// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The report of tests that CI systems read. Source: Apache Ant's JUnit task, as Jenkins, GitLab and others take it. */
final class JUnitXml {
    private static final int REPLACEMENT = 0xfffd;

    private JUnitXml() {}

    /** The tests of one file. */
    record Suite(String name, List<TestCase> cases) {
        long failures() {
            return cases.stream().filter(each -> each.failure().isPresent()).count();
        }
    }

    /** @param line where it stands in the suite's file */
    record TestCase(String name, int line, Optional<Failure> failure) {}

    /** @param message in a line */
    record Failure(String message, String text) {}

    /** Makes the directory as well, where there is none. */
    static void write(Path file, List<Suite> suites) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            write(out, suites);
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void write(Writer out, List<Suite> suites) throws XMLStreamException {
        XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
        xml.writeStartDocument("UTF-8", "1.0");
        line(xml, 0);
        xml.writeStartElement("testsuites");
        counts(
                xml,
                suites.stream().mapToLong(suite -> suite.cases().size()).sum(),
                suites.stream().mapToLong(Suite::failures).sum());
        for (Suite suite : suites) {
            line(xml, 1);
            xml.writeStartElement("testsuite");
            attribute(xml, "name", suite.name());
            counts(xml, suite.cases().size(), suite.failures());
            for (TestCase each : suite.cases()) {
                line(xml, 2);
                write(xml, suite, each);
            }
            line(xml, 1);
            xml.writeEndElement();
        }
        line(xml, 0);
        xml.writeEndElement();
        line(xml, 0);
        xml.writeEndDocument();
        xml.close();
    }

    private static void counts(XMLStreamWriter xml, long tests, long failures) throws XMLStreamException {
        attribute(xml, "tests", Long.toString(tests));
        attribute(xml, "failures", Long.toString(failures));
        attribute(xml, "errors", "0");
    }

    private static void write(XMLStreamWriter xml, Suite suite, TestCase test) throws XMLStreamException {
        if (test.failure().isPresent()) {
            xml.writeStartElement("testcase");
        } else {
            xml.writeEmptyElement("testcase");
        }
        attribute(xml, "name", test.name());
        attribute(xml, "classname", suite.name());
        attribute(xml, "file", suite.name());
        attribute(xml, "line", Integer.toString(test.line()));
        if (test.failure().isPresent()) {
            Failure failure = test.failure().get();
            line(xml, 3);
            xml.writeStartElement("failure");
            attribute(xml, "message", failure.message());
            xml.writeCharacters(clean(failure.text()));
            xml.writeEndElement();
            line(xml, 2);
            xml.writeEndElement();
        }
    }

    private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, clean(value));
    }

    /** Without what XML cannot hold, escaped or not. Source: XML 1.0, production 2. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().map(each -> isCharacter(each) ? each : REPLACEMENT).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isCharacter(int codePoint) {
        return codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || (codePoint >= 0x20 && codePoint <= 0xd7ff)
                || (codePoint >= 0xe000 && codePoint <= 0xfffd)
                || codePoint >= 0x10000;
    }
}
