// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.Rows;
import java.util.Optional;

/** The steps of a change that are about compartments. */
public final class CompartmentSteps {
    private final IdentityChange change;

    CompartmentSteps(IdentityChange change) {
        this.change = change;
    }

    /** Whether other domains have something in a compartment, as the rows of a commit say. */
    @FunctionalInterface
    public interface Contents {
        boolean hasAny(Rows rows, String compartmentId);
    }

    /** What somebody says of a new compartment. */
    public record NewCompartment(Optional<String> id, String parentId, String name, String description, Tags tags) {}

    /** What somebody says of a compartment that is there; what is empty stays. */
    public record Update(Optional<String> name, Optional<String> description, Optional<Tags> tags) {}

    /** Throws AlreadyExists, LimitExceeded or InvalidParameter. */
    public Compartment create(Permit permit, NewCompartment wanted) {
        permit.requireFor("CreateCompartment", new New(Kind.COMPARTMENT, wanted.parentId(), wanted.name()));
        CompartmentTree tree = change.current().tree();
        Tenancy tenancy = tree.tenancyOf(wanted.parentId()).orElseThrow(() -> IdentityChange.notFound(permit));
        checkFree(wanted.parentId(), wanted.name());
        if (tree.depthOf(wanted.parentId()) >= Limits.MAX_COMPARTMENT_DEPTH) {
            throw tooDeep();
        }
        if (tree.countIn(tenancy) >= Limits.MAX_COMPARTMENTS) {
            throw new Problem.LimitExceeded("compartments", Limits.MAX_COMPARTMENTS).thrown();
        }
        return put(new Compartment(
                change.newId(Kind.COMPARTMENT, wanted.parentId() + "/" + wanted.name(), wanted.id()),
                wanted.parentId(),
                wanted.name(),
                Details.of(wanted.description(), wanted.tags(), change.nowMillis())));
    }

    /** Throws AlreadyExists, InvalidParameter, LimitExceeded, ServicesOwn. */
    public Compartment update(Permit permit, String compartmentId, Update wanted) {
        permit.requireFor("UpdateCompartment", new Existing(Kind.COMPARTMENT, compartmentId));
        Compartment compartment = required(permit, compartmentId, "updated");
        String name = wanted.name().orElse(compartment.name());
        if (!Rules.folded(name).equals(compartment.label())) {
            checkFree(compartment.parentId(), name);
        }
        Rules.checkName(name);
        return put(compartment
                .withName(name)
                .withDetails(compartment.details().updated(wanted.description(), wanted.tags())));
    }

    /** With all that is in it. Throws InvalidParameter for a target within it, AlreadyExists, LimitExceeded, ServicesOwn. */
    public Compartment move(Permit permit, String compartmentId, String targetId) {
        permit.requireFor("MoveCompartment", new IdentityResource.Move(compartmentId, targetId));
        CompartmentTree tree = change.current().tree();
        Compartment compartment = required(permit, compartmentId, "moved");
        IdentityChange.requireIn(
                permit,
                tree.commonParentOf(compartmentId, targetId).orElseThrow(() -> IdentityChange.notFound(permit)));
        if (tree.isWithin(targetId, compartmentId)) {
            throw Rules.invalid("targetCompartmentId", "a compartment cannot be moved into itself or what is in it");
        }
        if (compartment.parentId().equals(targetId)) {
            throw Rules.invalid("targetCompartmentId", "the compartment is there already");
        }
        if (tree.depthOf(targetId) + 1 + tree.heightOf(compartmentId) > Limits.MAX_COMPARTMENT_DEPTH) {
            throw tooDeep();
        }
        checkFree(targetId, compartment.name());
        return put(compartment.withParent(targetId));
    }

    /** Throws IncorrectState while anything is in it, ServicesOwn for the root. */
    public void delete(Permit permit, String compartmentId, Contents others) {
        permit.requireFor("DeleteCompartment", new Existing(Kind.COMPARTMENT, compartmentId));
        Compartment compartment = required(permit, compartmentId, "deleted");
        Snapshot current = change.current();
        if (!current.compartments().of(compartmentId).isEmpty()) {
            throw notEmpty(compartment, "compartments");
        }
        if (!current.policies().of(compartmentId).isEmpty()) {
            throw notEmpty(compartment, "policies");
        }
        current.compartments().remove(compartment);
        change.alongside(rows -> {
            if (others.hasAny(rows, compartmentId)) {
                throw notEmpty(compartment, "buckets");
            }
        });
    }

    private static RuntimeException notEmpty(Compartment compartment, String what) {
        return new Problem.IncorrectState("there are " + what + " in compartment '" + compartment.name() + "' still")
                .thrown();
    }

    private static RuntimeException tooDeep() {
        return new Problem.LimitExceeded("levels of compartments", Limits.MAX_COMPARTMENT_DEPTH).thrown();
    }

    private void checkFree(String parentId, String name) {
        Rules.checkName(name);
        if (change.current().compartment(parentId, name).isPresent()) {
            throw new Problem.AlreadyExists(Kind.COMPARTMENT.inAnswers(), name).thrown();
        }
    }

    private Compartment required(Permit permit, String compartmentId, String what) {
        if (change.current().tenancies().has(compartmentId)) {
            throw new Problem.ServicesOwn("the root compartment cannot be " + what).thrown();
        }
        return change.current().compartments().get(compartmentId).orElseThrow(() -> IdentityChange.notFound(permit));
    }

    private Compartment put(Compartment compartment) {
        change.current().compartments().put(compartment);
        return compartment;
    }
}
