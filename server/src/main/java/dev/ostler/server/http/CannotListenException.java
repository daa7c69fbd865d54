// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Locale;

/** An address on which the server cannot listen. */
public final class CannotListenException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Linux's numbers (errno.h); the native transport reports them negated. */
    private static final int ADDRESS_IN_USE = -98;

    private static final int ADDRESS_NOT_AVAILABLE = -99;
    private static final int PERMISSION_DENIED = -13;

    private final Reason reason;

    /** Why, as far as somebody can do something about it. */
    public enum Reason {
        /** Another program listens there. */
        TAKEN,
        /** This machine has no such address. */
        NOT_OURS,
        /** The system does not let this user, mostly because the port is below 1024. */
        NOT_ALLOWED,
        OTHER
    }

    CannotListenException(InetSocketAddress address, Exception cause) {
        super("cannot listen on " + address + ": " + cause.getMessage(), cause);
        this.reason = address.isUnresolved() ? Reason.NOT_OURS : reasonOf(cause);
    }

    public Reason reason() {
        return reason;
    }

    private static Reason reasonOf(Exception cause) {
        return switch (cause) {
            case Errors.NativeIoException failed ->
                switch (failed.expectedErr()) {
                    case ADDRESS_IN_USE -> Reason.TAKEN;
                    case ADDRESS_NOT_AVAILABLE -> Reason.NOT_OURS;
                    case PERMISSION_DENIED -> Reason.NOT_ALLOWED;
                    default -> Reason.OTHER;
                };
            case BindException failed -> ofWords(failed);
            case SocketException failed -> ofWords(failed);
            default -> Reason.OTHER;
        };
    }

    /** The JDK's transport has no numbers, only the system's words for them. */
    private static Reason ofWords(SocketException failed) {
        String words = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("in use")) {
            return Reason.TAKEN;
        }
        if (words.contains("permission")) {
            return Reason.NOT_ALLOWED;
        }
        return words.contains("assign") ? Reason.NOT_OURS : Reason.OTHER;
    }
}
