// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server of each dialect, started when a test first asks for it; for claims that hold in both. */
public final class TestServers implements AfterEachCallback, AfterAllCallback {
    private final Map<Dialect, TestServer> started = new EnumMap<>(Dialect.class);
    private final UnaryOperator<TestServer> settings;

    private TestServers(UnaryOperator<TestServer> settings) {
        this.settings = settings;
    }

    public static TestServers ofBothDialects() {
        return with(server -> server);
    }

    public static TestServers with(UnaryOperator<TestServer> settings) {
        return new TestServers(settings);
    }

    public synchronized TestServer of(Dialect dialect) throws IOException {
        TestServer server = started.get(dialect);
        if (server == null) {
            server = settings.apply(TestServer.of(dialect)).start();
            started.put(dialect, server);
        }
        return server;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        started.values().forEach(server -> server.clock().reset());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        for (TestServer server : started.values()) {
            server.close();
        }
        started.clear();
    }
}
