// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Variables.Value;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What conditions are asked about: one permission for one request, in an allow or a deny statement. What the request's own
 * variables do not say follows from who asks, for what and where. For one thread.
 */
final class Question {
    private final Request request;
    private final Permission permission;
    private final boolean deny;
    private final List<String> path;
    private final Compartments compartments;
    private @Nullable Value timeRead;
    private long millisRead;

    Question(Request request, Permission permission, boolean deny, List<String> path, Compartments compartments) {
        this.request = request;
        this.permission = permission;
        this.deny = deny;
        this.path = path;
        this.compartments = compartments;
    }

    Request request() {
        return request;
    }

    Permission permission() {
        return permission;
    }

    boolean deny() {
        return deny;
    }

    /** The compartment that is asked for, and those above it. */
    List<String> path() {
        return path;
    }

    /** Of a moment or a time of day; {@link UtcTime#NONE} of anything else. Read once, as many statements may ask for it. */
    long millisOf(Value value, ToLongFunction<String> reading) {
        if (value != timeRead) {
            timeRead = value;
            millisRead = value instanceof Value.Text text ? reading.applyAsLong(text.text()) : UtcTime.NONE;
        }
        return millisRead;
    }

    /** Null when the request does not carry the variable. A variable without values is not carried either: assumed. */
    @Nullable
    Value valueOf(Variable variable) {
        Value value = variable == Variable.Plain.REQUEST_PERMISSION
                ? new Value.Text(permission.name())
                : request.variables().valueOf(variable);
        if (value == null) {
            value = derived(variable);
        } else if (deny && isOfDynamicGroup(variable)) {
            return null;
        }
        return value instanceof Value.Texts texts && texts.texts().isEmpty() ? null : value;
    }

    /** Source: OCI documentation, "Known Issues for Deny Policies": these variables are not enforced in deny statements. */
    private static boolean isOfDynamicGroup(Variable variable) {
        return variable == Variable.Plain.TARGET_DYNAMICGROUP_ID || variable == Variable.Plain.TARGET_DYNAMICGROUP_NAME;
    }

    private @Nullable Value derived(Variable variable) {
        if (variable instanceof Variable.Plain plain) {
            switch (plain) {
                case REQUEST_OPERATION -> {
                    return new Value.Text(request.operation());
                }
                case REQUEST_PRINCIPAL_TYPE -> {
                    return new Value.Text(request.principal().type());
                }
                case TARGET_COMPARTMENT_ID -> {
                    return new Value.Text(request.compartmentId());
                }
                case TARGET_COMPARTMENT_NAME -> {
                    return text(compartments.nameOf(request.compartmentId()).orElse(null));
                }
                default -> {}
            }
        }
        return switch (request.principal()) {
            case Principal.User user -> ofUser(user, variable);
            case Principal.Resource resource -> ofResource(resource, variable);
            case Principal.Service service ->
                variable == Variable.Plain.REQUEST_SERVICE_NAME ? new Value.Text(service.name()) : null;
        };
    }

    private static @Nullable Value ofUser(Principal.User user, Variable variable) {
        if (variable instanceof Variable.Plain plain) {
            return switch (plain) {
                case REQUEST_USER_ID, REQUEST_PRINCIPAL_ID -> text(user.id());
                case REQUEST_USER_NAME -> text(user.name());
                case REQUEST_GROUPS_ID -> user.groupIds().isEmpty() ? null : new Value.Texts(user.groupIdList());
                // Source: OCI documentation, "Using Tags to Manage Access": users live in the root compartment.
                case REQUEST_PRINCIPAL_COMPARTMENT_ID -> new Value.Text(user.tenancyId());
                default -> null;
            };
        }
        return null;
    }

    private static @Nullable Value ofResource(Principal.Resource resource, Variable variable) {
        if (variable == Variable.Plain.REQUEST_PRINCIPAL_ID) {
            return text(resource.id());
        }
        if (variable == Variable.Plain.REQUEST_PRINCIPAL_COMPARTMENT_ID) {
            return text(resource.compartmentId());
        }
        return resource.attributes().isEmpty()
                ? null
                : text(resource.attributes().get(variable.text().toLowerCase(Locale.ROOT)));
    }

    private static @Nullable Value text(@Nullable String text) {
        return text == null || text.isEmpty() ? null : new Value.Text(text);
    }
}
