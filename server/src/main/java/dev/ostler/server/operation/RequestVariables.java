// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request supplies to conditions beyond who asks, for what and where. Most requests are decided without a look at
 * most of it, so each value is made when a condition asks.
 */
final class RequestVariables implements Variables {
    private final Authorizer.Request request;
    private final String compartmentId;
    private final Optional<LocatedBucket> bucket;
    private final PolicySource.InForce world;
    private @Nullable Time time;

    RequestVariables(
            Authorizer.Request request,
            String compartmentId,
            Optional<LocatedBucket> bucket,
            PolicySource.InForce world) {
        this.request = request;
        this.compartmentId = compartmentId;
        this.bucket = bucket;
        this.world = world;
    }

    @Override
    public @Nullable Value valueOf(Variable variable) {
        return switch (variable) {
            case Variable.Plain plain -> ofRequest(plain);
            case Variable.Tag tag -> ofTag(tag);
            case Variable.Unknown _ -> null;
        };
    }

    private @Nullable Value ofRequest(Variable.Plain variable) {
        return switch (variable) {
            case TARGET_BUCKET_NAME -> bucketName();
            case TARGET_OBJECT_NAME -> objectName();
            case REQUEST_UTC_TIMESTAMP -> time().timestamp;
            case REQUEST_MONTH_OF_YEAR -> time().monthOfYear;
            case REQUEST_DAY_OF_MONTH -> time().dayOfMonth;
            case REQUEST_DAY_OF_WEEK -> time().dayOfWeek;
            case REQUEST_TIME_OF_DAY -> time().timeOfDay;
            case REQUEST_REGION -> text(Regions.keyOf(request.circumstances().region()));
            case REQUEST_IPV4_IPADDRESS ->
                request.circumstances()
                        .address()
                        .map(address -> text(address.getHostAddress()))
                        .orElse(null);
            case REQUEST_VCN_ID ->
                request.circumstances().vcnId().map(RequestVariables::text).orElse(null);
            case REQUEST_NETWORK_SOURCE_NAME ->
                texts(world.networkSourcesOf(request.caller(), request.circumstances()));
            default ->
                request.resource() instanceof IdentityResource identity
                        ? world.valueOf(identity, variable, request.caller())
                        : null;
        };
    }

    private @Nullable Value bucketName() {
        return switch (request.resource()) {
            case Resource.NewBucket made -> text(made.bucket());
            case Resource.Bucket asked -> text(asked.bucket());
            case Resource.ObjectInBucket object -> text(object.bucket().bucket());
            case Resource.NamesInBucket names -> text(names.bucket().bucket());
            case Resource.Namespace _, IdentityResource _ -> null;
        };
    }

    private @Nullable Value objectName() {
        return switch (request.resource()) {
            case Resource.ObjectInBucket object -> text(object.object());
            case Resource.NamesInBucket names -> new Value.NamesUnder(names.prefix());
            case Resource.Namespace _, Resource.NewBucket _, Resource.Bucket _, IdentityResource _ -> null;
        };
    }

    private @Nullable Value ofTag(Variable.Tag tag) {
        return switch (tag.holder()) {
            case BUCKET -> ofBucket(tag);
            case RESOURCE ->
                request.resource() instanceof IdentityResource identity
                        ? world.valueOf(identity, tag, request.caller())
                        : ofBucket(tag);
            case RESOURCE_COMPARTMENT, PRINCIPAL_GROUP, PRINCIPAL_COMPARTMENT ->
                texts(world.tagsOf(tag, request.caller(), compartmentId));
            case BUCKET_SYSTEM -> null;
        };
    }

    private @Nullable Value ofBucket(Variable.Tag tag) {
        return bucket.flatMap(located -> located.definedTag(tag.namespace(), tag.key()))
                .map(RequestVariables::text)
                .orElse(null);
    }

    /** Made once, because hundreds of conditions may ask for the time of one request. */
    private Time time() {
        Time made = time;
        if (made == null) {
            made = Time.of(request.circumstances().at().truncatedTo(ChronoUnit.SECONDS));
            time = made;
        }
        return made;
    }

    /** A moment as conditions see it. */
    private record Time(Value timestamp, Value monthOfYear, Value dayOfMonth, Value dayOfWeek, Value timeOfDay) {
        static Time of(Instant at) {
            ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
            return new Time(
                    text(at.toString()),
                    text(Integer.toString(utc.getMonthValue())),
                    text(Integer.toString(utc.getDayOfMonth())),
                    text(utc.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH)),
                    text(DateTimeFormatter.ISO_LOCAL_TIME.format(utc) + "Z"));
        }
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static @Nullable Value texts(List<String> texts) {
        return texts.isEmpty() ? null : new Value.Texts(texts);
    }
}
