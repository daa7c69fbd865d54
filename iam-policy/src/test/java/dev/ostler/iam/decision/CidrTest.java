// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "192.168.5.9/22, 192.168.4.1, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "203.0.113.9, 203.0.113.9, true",
        "203.0.113.9/32, 203.0.113.8, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true"
    })
    void aRangeHasTheAddressesThatShareItsLeadingBits(String range, String address, boolean contained) {
        Cidr cidr = Cidr.parse(range).orElseThrow();

        assertThat(cidr.contains(Cidr.address(address).orElseThrow())).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "10.0.0.256",
                "0x7f000001",
                "localhost",
                "example.com/8",
                "::/129",
                "1::2::3",
                "10.0.0.0/99999999999"
            })
    void whatIsNoRangeIsRefusedWithoutAskingANameServer(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }
}
