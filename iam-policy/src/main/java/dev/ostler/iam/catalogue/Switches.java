// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import java.util.List;

/**
 * What Ostler takes for true where OCI's documents contradict each other or are silent. An explanation names the choices
 * that a decision rests on.
 */
public record Switches(
        CommitMultipartUpload commitMultipartUpload,
        CopyObject copyObject,
        NamespaceRead namespaceRead,
        AnyGroup anyGroup,
        ListedNames listedNames) {
    /** Ostler's choices. */
    public static final Switches DEFAULTS = new Switches(
            CommitMultipartUpload.OLDER_TABLE,
            CopyObject.NEWEST_TABLE,
            NamespaceRead.AT_READ,
            AnyGroup.WITHOUT_SERVICES,
            ListedNames.NAMES_UNDER_PREFIX);

    /** One disputed point and how it is settled. */
    public sealed interface Choice {
        /** The disputed point, as data files and settings spell it. */
        String point();

        /** The enum constant. */
        String name();

        /** A sentence for explanations. */
        String meaning();

        /** As data files and settings spell it: {@code any-group=without-services}. */
        default String text() {
            return point() + "=" + kebab(name());
        }

        private static String kebab(String constant) {
            var text = new StringBuilder(constant.length());
            for (int i = 0; i < constant.length(); i++) {
                char c = constant.charAt(i);
                text.append(c == '_' ? '-' : Character.toLowerCase(c));
            }
            return text.toString();
        }
    }

    /**
     * What committing a multipart upload needs. Assumed: the older table holds, because the newer one would make OCI's own
     * example of full access to a folder fail on multipart uploads.
     */
    public enum CommitMultipartUpload implements Choice {
        OLDER_TABLE(
                "CommitMultipartUpload needs OBJECT_CREATE and OBJECT_OVERWRITE, as in OCI's table of February 2025"),
        NEWEST_TABLE("CommitMultipartUpload needs BUCKET_READ and OBJECT_READ too, as in OCI's newest table");

        private final String meaning;

        CommitMultipartUpload(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String point() {
            return "commit-multipart-upload";
        }

        @Override
        public String meaning() {
            return meaning;
        }
    }

    /** What a copy needs on its two sides. Assumed: the newest table holds. */
    public enum CopyObject implements Choice {
        NEWEST_TABLE(
                "CopyObject needs OBJECT_READ at its source, OBJECT_CREATE or OBJECT_OVERWRITE at its destination"),
        OLDER_TABLE(
                "CopyObject needs OBJECT_READ, _CREATE, _OVERWRITE and _INSPECT, as in OCI's table of February 2025");

        private final String meaning;

        CopyObject(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String point() {
            return "copy-object";
        }

        @Override
        public String meaning() {
            return meaning;
        }
    }

    /** Which verb on objectstorage-namespaces gives OBJECTSTORAGE_NAMESPACE_READ. Assumed: the newest table holds. */
    public enum NamespaceRead implements Choice {
        AT_READ("'read objectstorage-namespaces' gives OBJECTSTORAGE_NAMESPACE_READ, as in OCI's newest table"),
        AT_MANAGE("only 'manage objectstorage-namespaces' gives OBJECTSTORAGE_NAMESPACE_READ, as in February 2025");

        private final String meaning;

        NamespaceRead(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String point() {
            return "namespace-read";
        }

        @Override
        public String meaning() {
            return meaning;
        }
    }

    /** Whether any-group stands for services too. Assumed: no; the policy syntax says so, one of its examples does not. */
    public enum AnyGroup implements Choice {
        WITHOUT_SERVICES("any-group stands for users and resources, not for services"),
        WITH_SERVICES("any-group stands for users, resources and services");

        private final String meaning;

        AnyGroup(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String point() {
            return "any-group";
        }

        @Override
        public String meaning() {
            return meaning;
        }
    }

    /** What {@code target.object.name} is in a listing. Assumed: no source tells. */
    public enum ListedNames implements Choice {
        NAMES_UNDER_PREFIX("in a listing target.object.name stands for every name that begins with its prefix"),
        NOT_CARRIED("a listing has no target.object.name");

        private final String meaning;

        ListedNames(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String point() {
            return "listed-names";
        }

        @Override
        public String meaning() {
            return meaning;
        }
    }

    public List<Choice> choices() {
        return List.of(commitMultipartUpload, copyObject, namespaceRead, anyGroup, listedNames);
    }
}
