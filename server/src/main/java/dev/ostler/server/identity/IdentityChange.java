// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.identity.Tables.HolderKey;
import dev.ostler.server.operation.IdentityLocator;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Any number of steps that happen together or not at all: see {@link Identity#commit}. Each step demands the permit of the
 * operation whose name it bears, and sees what the steps before it did. Used by one thread, until the commit.
 */
public final class IdentityChange {
    private final StorageEngine engine;
    private final Snapshot draft;
    private final IdentitySettings settings;
    private final Catalogue catalogue;
    private final long nowMillis;
    private final Map<HolderKey, Long> holders = new HashMap<>();
    private final List<Consumer<Rows>> others = new ArrayList<>();

    /** @param draft open */
    IdentityChange(
            StorageEngine engine, Snapshot draft, IdentitySettings settings, Catalogue catalogue, long nowMillis) {
        this.engine = engine;
        this.draft = draft;
        this.settings = settings;
        this.catalogue = catalogue;
        this.nowMillis = nowMillis;
    }

    public TenancySteps tenancies() {
        return new TenancySteps(this);
    }

    public UserSteps users() {
        return new UserSteps(this);
    }

    public GroupSteps groups() {
        return new GroupSteps(this);
    }

    public SecretKeySteps secretKeys() {
        return new SecretKeySteps(this);
    }

    public CompartmentSteps compartments() {
        return new CompartmentSteps(this);
    }

    public PolicySteps policies() {
        return new PolicySteps(this);
    }

    public ApiKeySteps apiKeys() {
        return new ApiKeySteps(this);
    }

    public AuthTokenSteps authTokens() {
        return new AuthTokenSteps(this);
    }

    public NetworkSourceSteps networkSources() {
        return new NetworkSourceSteps(this);
    }

    public DynamicGroupSteps dynamicGroups() {
        return new DynamicGroupSteps(this);
    }

    /** Everything as the steps so far leave it. Not to be kept. */
    public Snapshot current() {
        return draft;
    }

    /** Finds what the steps so far have made, too: for permits of the steps to come. */
    public IdentityLocator locator() {
        return resource -> Located.compartmentOf(resource, draft);
    }

    /**
     * Writes rows of another domain in the same commit, or looks at them: what {@code step} throws undoes everything. It
     * runs on the committer thread and sees this change's rows.
     */
    public void alongside(Consumer<Rows> step) {
        others.add(step);
    }

    IdentitySettings settings() {
        return settings;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    long nowMillis() {
        return nowMillis;
    }

    /**
     * The identifier of a new thing: the given one, else the one of its name that nothing has had before.
     *
     * @param path the name, with what it is unique within in front of it
     */
    String newId(Kind kind, String path, Optional<String> given) {
        if (given.isPresent()) {
            Rules.checkOcid(kind.inOcids(), given.get());
            if (draft.has(given.get())) {
                throw new Problem.AlreadyExists(kind.inAnswers(), given.get()).thrown();
            }
            return given.get();
        }
        HolderKey key = new HolderKey(kind.inOcids(), path);
        long count = holders.containsKey(key)
                ? holders.get(key)
                : engine.get(Tables.HOLDERS, key).orElse(0L);
        String id = Ocids.derived(kind.inOcids(), path, count++);
        while (draft.has(id)) {
            id = Ocids.derived(kind.inOcids(), path, count++);
        }
        holders.put(key, count);
        return id;
    }

    /** Refuses a permit that decided about something else than what is there now. */
    static void requireIn(Permit permit, String compartmentId) {
        if (!permit.compartmentId().equals(compartmentId)) {
            throw new Problem.IncorrectState("it was moved while the request was at work").thrown();
        }
    }

    static RuntimeException notFound(Permit permit) {
        return new Problem.NotAuthorizedOrNotFound(
                        permit.operation(), permit.resource().displayName())
                .thrown();
    }

    boolean isEmpty() {
        return !draft.hasChanges() && holders.isEmpty() && others.isEmpty();
    }

    void write(Rows rows) {
        draft.write(rows);
        holders.forEach((key, count) -> rows.put(Tables.HOLDERS, key, count));
        others.forEach(other -> other.accept(rows));
    }
}
