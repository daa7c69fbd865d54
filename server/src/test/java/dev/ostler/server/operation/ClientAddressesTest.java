// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.iam.decision.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions on addresses are worth what the address is worth. */
class ClientAddressesTest {
    private final ClientAddresses addresses = new ClientAddresses(
            List.of(Cidr.parse("10.0.0.0/8").orElseThrow(), Cidr.parse("::1").orElseThrow()));

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            203.0.113.9 ; 198.51.100.1                           ; 203.0.113.9
            10.0.0.1    ;                                        ; 10.0.0.1
            10.0.0.1    ; 198.51.100.1                           ; 198.51.100.1
            10.0.0.1    ; 192.0.2.7, 198.51.100.1                ; 198.51.100.1
            10.0.0.1    ; 192.0.2.7, 198.51.100.1, 10.9.9.9      ; 198.51.100.1
            10.0.0.1    ; 192.0.2.7 | 198.51.100.1 | 10.9.9.9    ; 198.51.100.1
            10.0.0.1    ; 10.1.1.1, 10.2.2.2                     ; 10.1.1.1
            10.0.0.1    ; 192.0.2.7, unknown                     ; 10.0.0.1
            10.0.0.1    ; 192.0.2.7, evil.example, 10.2.2.2      ; 10.2.2.2
            ::1         ; 2001:db8::1                            ; 2001:db8::1
            """)
    void onlyTrustedProxiesSayWhoIsBehindThem(String peer, String forwarded, String client) {
        List<String> headers = forwarded == null ? List.of() : Arrays.asList(forwarded.split("\\|"));

        InetAddress address = addresses.of(Cidr.address(peer).orElseThrow(), headers);

        assertThat(address).isEqualTo(Cidr.address(client).orElseThrow());
    }
}
