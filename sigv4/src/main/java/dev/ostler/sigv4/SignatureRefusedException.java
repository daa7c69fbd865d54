// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.io.IOException;

/**
 * Carries a {@link SignatureRefusal}. An IOException, so that it passes through whoever reads a body; cheap: without a
 * stack trace.
 */
public final class SignatureRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient SignatureRefusal refusal;

    SignatureRefusedException(SignatureRefusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    public SignatureRefusal refusal() {
        return refusal;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
