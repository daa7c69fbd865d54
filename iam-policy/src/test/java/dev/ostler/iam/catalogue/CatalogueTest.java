// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The data files, and what is refused in them. */
class CatalogueTest {
    private static final String TYPES = """
            source  here  a document
            type  buckets  inspect  BUCKET_INSPECT  here
            type  buckets  read  BUCKET_READ  here
            """;
    private static final String VARIABLES = """
            source  here  a document
            group  bucket  it is about a bucket
            variable  target.bucket.name  bucket  here
            variable  target.object.name  -  here
            """;
    private static final String OPERATIONS = """
            source  here  a document
            GetBucket  BUCKET_READ  bucket  here
            """;

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void verbsIncludeThoseBeforeThem() {
        ResourceType objects = catalogue.type("objects").orElseThrow();

        assertThat(names(objects.givenBy(Verb.USE)))
                .containsExactlyInAnyOrder("OBJECT_INSPECT", "OBJECT_READ", "OBJECT_OVERWRITE");
        assertThat(names(objects.givenBy(Verb.MANAGE))).hasSize(8);
    }

    @Test
    void denyTurnsVerbsRound() {
        ResourceType buckets = catalogue.type("buckets").orElseThrow();

        assertThat(names(buckets.takenBy(Verb.USE)))
                .contains("BUCKET_UPDATE", "BUCKET_DELETE")
                .doesNotContain("BUCKET_READ", "BUCKET_INSPECT");
        assertThat(buckets.takenBy(Verb.INSPECT)).isEqualTo(buckets.permissions());
    }

    @Test
    void aFamilyIsTheSumOfItsMembers() {
        ResourceType family = catalogue.type("Object-Family").orElseThrow();

        assertThat(names(family.givenBy(Verb.READ)))
                .containsExactlyInAnyOrder(
                        "BUCKET_INSPECT",
                        "BUCKET_READ",
                        "OBJECT_INSPECT",
                        "OBJECT_READ",
                        "OBJECTSTORAGE_NAMESPACE_READ");
        assertThat(catalogue.type("data-transfer-jobs").orElseThrow().permissions())
                .isEmpty();
    }

    @Test
    void allResourcesHasEveryPermission() {
        ResourceType all = catalogue.type(ResourceType.ALL_RESOURCES).orElseThrow();

        assertThat(all.permissions()).isEqualTo(catalogue.permissions());
        assertThat(all.everything()).isTrue();
    }

    @Test
    void everyOperationHasASource() {
        assertThat(catalogue.operations())
                .hasSizeGreaterThan(130)
                .allSatisfy(
                        operation -> assertThat(catalogue.sourceOf(operation)).isPresent());
    }

    @Test
    void aChoiceSelectsItsRows() {
        Switches defaults = Switches.DEFAULTS;
        var newest = new Switches(
                Switches.CommitMultipartUpload.NEWEST_TABLE,
                defaults.copyObject(),
                Switches.NamespaceRead.AT_MANAGE,
                defaults.anyGroup(),
                Switches.ListedNames.NOT_CARRIED);
        Catalogue other = Catalogue.load(newest);

        assertThat(names(catalogue
                        .requirementOf("CommitMultipartUpload")
                        .alternatives()
                        .getFirst()))
                .containsExactlyInAnyOrder("OBJECT_CREATE", "OBJECT_OVERWRITE");
        assertThat(names(other.requirementOf("CommitMultipartUpload")
                        .alternatives()
                        .getFirst()))
                .contains("BUCKET_READ", "OBJECT_READ");
        assertThat(other.choiceBehind("CommitMultipartUpload")).contains(Switches.CommitMultipartUpload.NEWEST_TABLE);
        assertThat(catalogue.choiceBehind("GetObject")).isEmpty();
        assertThat(other.type("objectstorage-namespaces").orElseThrow().givenBy(Verb.READ))
                .isEmpty();
        assertThat(catalogue.whyNotCarried("ListObjects", "target.object.name")).isEmpty();
        assertThat(other.whyNotCarried("ListObjects", "target.object.name"))
                .contains("it is about many objects, not about one");
    }

    @Test
    void operationsSayWhyTheyLackAVariable() {
        assertThat(catalogue.whyNotCarried("ListBuckets", "target.bucket.name"))
                .contains("it is about all buckets of a compartment, not about one");
        assertThat(catalogue.whyNotCarried("CreateBucket", "target.bucket.tag.Ops.Env"))
                .contains("the bucket is not there yet");
        assertThat(catalogue.whyNotCarried("GetObject", "target.bucket.tag.Ops.Env"))
                .isEmpty();
        assertThat(catalogue.whyNotCarried("GetObject", "request.user.id")).isEmpty();
        assertThat(catalogue.whyNotCarried("NoSuchOperation", "target.bucket.name"))
                .isEqualTo(Optional.empty());
    }

    @Test
    void aRowThatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> load(TYPES, VARIABLES, OPERATIONS + "HeadBucket  BUCKET_LOOK  bucket  here\n"))
                .hasMessageContaining(
                        "operations:3: the row names the permission BUCKET_LOOK, which no resource type has");
        assertThatThrownBy(() -> load(TYPES, VARIABLES, OPERATIONS + "HeadBucket  BUCKET_READ  pail  here\n"))
                .hasMessageContaining("operations:3: the row names the unknown group pail");
        assertThatThrownBy(() -> load(TYPES, VARIABLES, OPERATIONS + "GetBucket  BUCKET_READ  bucket  here\n"))
                .hasMessageContaining("operations:3: the row is the second one for GetBucket");
        assertThatThrownBy(() -> load(TYPES, VARIABLES, OPERATIONS + "HeadBucket  BUCKET_READ  bucket  there\n"))
                .hasMessageContaining("operations:3: the row names the unknown source there");
        assertThatThrownBy(() -> load(TYPES, VARIABLES, OPERATIONS + "HeadBucket  BUCKET_READ\n"))
                .hasMessageContaining("operations:3: the row has 2 columns, too few");
        assertThatThrownBy(() -> load(TYPES + "type  buckets  look  BUCKET_LOOK  here\n", VARIABLES, OPERATIONS))
                .hasMessageContaining("types:4: the row names the unknown verb look");
        assertThatThrownBy(() -> load(TYPES + "kind  buckets\n", VARIABLES, OPERATIONS))
                .hasMessageContaining("types:4: the row is neither a type, nor a family, nor a source");
        assertThatThrownBy(() -> load(TYPES + "family  all  pails  here\n", VARIABLES, OPERATIONS))
                .hasMessageContaining("types:4: the row names the unknown type pails");
        assertThatThrownBy(() ->
                        load(TYPES + "type  buckets  use  BUCKET_UPDATE  here  mood=good\n", VARIABLES, OPERATIONS))
                .hasMessageContaining("types:4: the row names the unknown choice mood=good");
        assertThatThrownBy(() -> load(TYPES, VARIABLES + "variable  x  pails  here\n", OPERATIONS))
                .hasMessageContaining("variables:5: the row names the unknown group pails");
    }

    private static Catalogue load(String types, String variables, String operations) {
        Switches switches = Switches.DEFAULTS;
        return Catalogue.of(
                DataFile.parse("types", types, switches),
                DataFile.parse("variables", variables, switches),
                DataFile.parse("operations", operations, switches),
                switches);
    }

    private static Set<String> names(Set<Permission> permissions) {
        return permissions.stream().map(Permission::name).collect(Collectors.toSet());
    }
}
