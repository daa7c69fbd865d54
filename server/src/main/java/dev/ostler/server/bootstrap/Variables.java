// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in <code>${NAME}</code> and <code>${NAME:-default}</code>. Two dollars before the brace stand for one and no variable: <code>$${NAME}</code>
 * is <code>${NAME}</code>. Every other dollar stays as it is.
 */
final class Variables {
    private static final Pattern OPENING = Pattern.compile("\\$?\\$\\{");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** All values of variables together, each time that one stands there. */
    static final int MAX_INSERTED_CHARS = 16 << 20;

    private final Optional<Environment> environment;
    private final Mistakes mistakes;
    private long insertedChars;

    Variables(Environment environment, Mistakes mistakes) {
        this(Optional.of(environment), mistakes);
    }

    private Variables(Optional<Environment> environment, Mistakes mistakes) {
        this.environment = environment;
        this.mistakes = mistakes;
    }

    /** Takes every text as it is written. */
    static Variables none() {
        return new Variables(Optional.empty(), new Mistakes());
    }

    /** Null when a variable has no value, which is among the mistakes then. */
    @Nullable
    Text filledIn(Node.Scalar scalar, boolean secret) {
        String written = scalar.value();
        Matcher opening = OPENING.matcher(written);
        if (environment.isEmpty() || !opening.find()) {
            return new Text(written, scalar, List.of(), secret);
        }
        StringBuilder value = new StringBuilder();
        List<Text.Insertion> insertions = new ArrayList<>();
        int done = 0;
        boolean whole = true;
        for (boolean found = true; found; found = done <= written.length() && opening.find(done)) {
            value.append(written, done, opening.start());
            int start = value.length();
            boolean escaped = opening.group().length() == 3;
            int end = escaped ? opening.end() : written.indexOf('}', opening.end()) + 1;
            if (end == 0) {
                mistakes.add(placeOf(scalar, opening.start()), "a variable that begins here has no } at its end");
                return null;
            }
            if (escaped) {
                value.append("${");
            } else {
                String inserted = valueOf(scalar, opening.start(), written.substring(opening.end(), end - 1));
                whole &= inserted != null;
                value.append(inserted == null ? "" : inserted);
            }
            insertions.add(new Text.Insertion(start, value.length(), opening.start(), end));
            done = end;
        }
        value.append(written, done, written.length());
        return whole ? new Text(value.toString(), scalar, insertions, secret) : null;
    }

    private @Nullable String valueOf(Node.Scalar scalar, int at, String expression) {
        int separator = expression.indexOf(":-");
        String name = separator < 0 ? expression : expression.substring(0, separator);
        if (!NAME.matcher(name).matches()) {
            mistakes.add(
                    placeOf(scalar, at),
                    "a variable is written ${NAME} or ${NAME:-default}; write $${ for a dollar and a brace");
            return null;
        }
        Optional<String> value = environment
                .flatMap(variables -> variables.valueOf(name))
                .filter(text -> separator < 0 || !text.isEmpty());
        if (value.isEmpty() && separator < 0) {
            mistakes.add(
                    placeOf(scalar, at),
                    "the variable " + name + " is not set; set it, or write ${" + name + ":-default}");
            return null;
        }
        String text = value.orElseGet(() -> expression.substring(separator + 2));
        insertedChars += text.length();
        if (insertedChars > MAX_INSERTED_CHARS) {
            mistakes.add(placeOf(scalar, at), "the variables have more than " + MAX_INSERTED_CHARS + " characters");
            return null;
        }
        return text;
    }

    private static Place placeOf(Node.Scalar scalar, int offset) {
        return scalar.written().placeOf(scalar.value(), offset);
    }
}
