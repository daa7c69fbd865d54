// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML into {@link Node}s that know their place. Takes the library's events alone, so that no value is ever made into
 * anything but text; what the author may nest, repeat and alias is bounded here.
 */
final class YamlTree {
    static final int MAX_DEPTH = 50;
    /** Those of an alias count each time: a few lines can stand for billions. */
    static final int MAX_VALUES = 1_000_000;

    private final YamlText source;
    private final Mistakes mistakes;
    private final Parser events;
    private final Map<String, Node> anchors = new HashMap<>();
    private int values;

    private YamlTree(YamlText source, Mistakes mistakes) {
        this.source = source;
        this.mistakes = mistakes;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        this.events = new ParserImpl(new StreamReader(source.text()), options);
    }

    /**
     * The only document of a text; empty when it cannot be read, which is among the mistakes then.
     *
     * @param beginning what an empty one might begin with
     */
    static Optional<Node> read(YamlText source, String beginning, Mistakes mistakes) {
        int strange = firstUnprintable(source.text());
        if (strange >= 0) {
            mistakes.add(source.placeOf(strange), "this character may not stand in YAML; in double quotes write \\xNN");
            return Optional.empty();
        }
        YamlTree tree = new YamlTree(source, mistakes);
        try {
            return tree.document(beginning);
        } catch (UnreadableException e) {
            mistakes.add(e.place, e.problem);
        } catch (MarkedYAMLException e) {
            mistakes.add(tree.placeOf(e.getProblemMark()), YamlProblems.worded(e));
        } catch (YAMLException e) {
            mistakes.add(Place.startOf(source.file()), "this is not YAML");
        }
        return Optional.empty();
    }

    /** As a code point's number; -1 when there is none. */
    private static int firstUnprintable(String text) {
        int index = 0;
        for (int i = 0; i < text.length(); index++) {
            int codePoint = text.codePointAt(i);
            if (!StreamReader.isPrintable(codePoint)) {
                return index;
            }
            i += Character.charCount(codePoint);
        }
        return -1;
    }

    private Optional<Node> document(String beginning) {
        events.getEvent();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            mistakes.add(Place.startOf(source.file()), "nothing is declared here; begin with  " + beginning);
            return Optional.empty();
        }
        events.getEvent();
        Node root = node(0);
        events.getEvent();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            throw new UnreadableException(
                    placeOf(events.peekEvent()), "a second document begins here; write a file each");
        }
        return Optional.of(root);
    }

    private Node node(int depth) {
        Event event = events.getEvent();
        Place place = placeOf(event);
        if (depth > MAX_DEPTH) {
            throw new UnreadableException(place, "nested more than " + MAX_DEPTH + " deep");
        }
        Node node = switch (event) {
            case AliasEvent alias -> aliased(alias, place);
            case ScalarEvent scalar -> scalar(scalar, place);
            case SequenceStartEvent _ -> items(place, depth);
            case MappingStartEvent _ -> mapping(place, depth);
            default -> throw new UnreadableException(place, "this is not YAML");
        };
        refuseTag(event, place);
        if (event instanceof NodeEvent anchored && !(event instanceof AliasEvent) && anchored.getAnchor() != null) {
            anchors.put(anchored.getAnchor(), node);
        }
        return node;
    }

    private void count(int more, Place place) {
        values += more;
        if (values > MAX_VALUES) {
            throw new UnreadableException(
                    place, "more than " + MAX_VALUES + " values, those of aliases counted each time");
        }
    }

    /** An alias within what it stands for finds nothing: an anchor is known when its value is complete. */
    private Node aliased(AliasEvent alias, Place place) {
        Node node = anchors.get(alias.getAnchor());
        if (node == null) {
            // Not named: a secret that begins with a star and has no quotes looks like this.
            throw new UnreadableException(
                    place,
                    "an alias (*) without an anchor (&) of its name before it; put the value in quotes if it is none");
        }
        count(node.size(), place);
        return node;
    }

    private Node scalar(ScalarEvent event, Place place) {
        count(1, place);
        Written.Style style = switch (event.getScalarStyle()) {
            case PLAIN, JSON_SCALAR_STYLE -> Written.Style.PLAIN;
            case SINGLE_QUOTED -> Written.Style.SINGLE_QUOTED;
            case DOUBLE_QUOTED -> Written.Style.DOUBLE_QUOTED;
            case LITERAL, FOLDED -> Written.Style.BLOCK;
        };
        Mark start = event.getStartMark();
        return new Node.Scalar(
                event.getValue(),
                new Written(
                        source,
                        style,
                        place,
                        start.getIndex(),
                        event.getEndMark().getIndex()));
    }

    private Node items(Place place, int depth) {
        count(1, place);
        int before = values;
        List<Node> items = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(depth + 1));
        }
        events.getEvent();
        return new Node.Items(items, place, 1 + values - before);
    }

    private Node mapping(Place place, int depth) {
        count(1, place);
        int before = values;
        List<Node.Entry> entries = new ArrayList<>();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Node key = node(depth + 1);
            Node value = node(depth + 1);
            if (key instanceof Node.Scalar name) {
                entries.add(new Node.Entry(name, value));
            } else {
                mistakes.add(key.place(), "a key is a single word, not " + key.words());
            }
        }
        events.getEvent();
        return new Node.Mapping(entries, place, 1 + values - before);
    }

    /** Not named: a secret that begins with an exclamation mark and has no quotes looks like this. */
    private void refuseTag(Event event, Place place) {
        @Nullable
        String tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case SequenceStartEvent items -> items.getTag();
            case MappingStartEvent mapping -> mapping.getTag();
            default -> null;
        };
        if (tag != null) {
            mistakes.add(place, "tags (!) mean nothing here; put the value in quotes if it is none");
        }
    }

    private Place placeOf(Event event) {
        return placeOf(event.getStartMark());
    }

    private Place placeOf(@Nullable Mark mark) {
        return mark == null
                ? Place.startOf(source.file())
                : new Place(source.file(), mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Nothing behind this place can be understood. */
    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Place place;
        private final String problem;

        UnreadableException(Place place, String problem) {
            super(problem);
            this.place = place;
            this.problem = problem;
        }
    }
}
