// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that policies speak of by one name. Source: Identity API, model NetworkSources.
 *
 * @param publicSources addresses and ranges of them
 * @param virtualSources ranges in virtual cloud networks
 * @param services reserved by OCI: {@code all}, {@code none}
 */
public record NetworkSource(
        String id,
        String tenancyId,
        String name,
        List<String> publicSources,
        List<VirtualSource> virtualSources,
        List<String> services,
        Details details)
        implements Row {
    public NetworkSource {
        publicSources = List.copyOf(publicSources);
        virtualSources = List.copyOf(virtualSources);
        services = List.copyOf(services);
    }

    /** Ranges in one virtual cloud network; 0.0.0.0/0 is all of it. */
    public record VirtualSource(String vcnId, List<String> ipRanges) {
        public VirtualSource {
            ipRanges = List.copyOf(ipRanges);
        }
    }

    @Override
    public String ownerId() {
        return tenancyId;
    }

    @Override
    public String label() {
        return Rules.folded(name);
    }

    static final Table.ValueCodec<NetworkSource> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(NetworkSource row, ValueWriter out) {
            out.version(1).text(row.id).text(row.tenancyId).text(row.name);
            writeTexts(row.publicSources, out);
            out.number(row.virtualSources.size());
            row.virtualSources.forEach(source -> {
                out.text(source.vcnId());
                writeTexts(source.ipRanges(), out);
            });
            writeTexts(row.services, out);
            row.details.write(out);
        }

        @Override
        public NetworkSource read(ValueReader in) {
            in.version(1);
            return new NetworkSource(
                    in.text(),
                    in.text(),
                    in.text(),
                    readTexts(in),
                    virtualSources(in),
                    readTexts(in),
                    Details.read(in));
        }

        private List<VirtualSource> virtualSources(ValueReader in) {
            int count = (int) in.number();
            List<VirtualSource> sources = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                sources.add(new VirtualSource(in.text(), readTexts(in)));
            }
            return sources;
        }

        private void writeTexts(List<String> texts, ValueWriter out) {
            out.number(texts.size());
            texts.forEach(out::text);
        }

        private List<String> readTexts(ValueReader in) {
            int count = (int) in.number();
            List<String> texts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                texts.add(in.text());
            }
            return texts;
        }
    };
}
