// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.BootstrapFile;
import dev.ostler.server.bootstrap.BootstrapSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ostler apply}: sends bootstrap files to a running server, with the files that they name and the variables that stand
 * in them. They are read here first, so that a mistake is found where the files are.
 */
@Command(
        name = "apply",
        description = {
            "Applies bootstrap files to a running server.",
            "What they declare is there when the command ends, what they do not name stays as it is. Files "
                    + "and variables that they name are this command's. Exit code 1 when a file is wrong; nothing was "
                    + "applied then."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:  ostler apply bootstrap.yaml"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ApplyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlClient client;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "YAML that declares users, policies, buckets and more, or a directory of such files.")
    private List<Path> paths;

    @Override
    public Integer call() throws IOException, BootstrapException, InterruptedException {
        Upload upload = new Upload(form());
        String outcome = client.whileTelling(upload::progress, () -> client.post("apply", upload, "text/plain"));
        spec.commandLine().getOut().print(outcome);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private BootstrapForm form() throws IOException, BootstrapException {
        List<BootstrapSource> sources = new ArrayList<>();
        List<RecordedFiles> named = new ArrayList<>();
        for (Path path : paths) {
            List<BootstrapSource> found = BootstrapSource.of(path);
            if (found.isEmpty()) {
                throw new IOException("the directory " + path + " holds no .yaml or .yml; name a file");
            }
            for (BootstrapSource source : found) {
                named.add(new RecordedFiles(source.files()));
                sources.add(new BootstrapSource(source.name(), source.yaml(), named.getLast()));
            }
        }
        Map<String, String> environment = Settings.of(spec).environment();
        Map<String, String> variables = new LinkedHashMap<>();
        BootstrapFile.read(sources, name -> {
            Optional<String> value = Optional.ofNullable(environment.get(name));
            value.ifPresent(text -> variables.put(name, text));
            return value;
        });
        BootstrapForm form = new BootstrapForm();
        variables.forEach(form::addVariable);
        for (int i = 0; i < sources.size(); i++) {
            form.addYaml(sources.get(i));
            named.get(i).directories().forEach(form::addDirectory);
            for (String path : named.get(i).paths()) {
                form.addFile(named.get(i), path);
            }
        }
        form.end();
        return form;
    }
}
