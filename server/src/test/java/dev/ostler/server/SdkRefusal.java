// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK makes of a refusal. */
record SdkRefusal(int status, String code, String message) {
    /** Runs a call that must be refused by the server. */
    static SdkRefusal of(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof CompletionException || thrown instanceof ExecutionException) {
            thrown = thrown.getCause();
        }
        if (!(thrown instanceof S3Exception refused)) {
            throw new AssertionError("the server did not refuse the request", thrown);
        }
        AwsErrorDetails details = refused.awsErrorDetails();
        return new SdkRefusal(
                refused.statusCode(),
                details.errorCode() == null ? "" : details.errorCode(),
                details.errorMessage() == null ? "" : details.errorMessage());
    }

    /** Such as {@code 404 NoSuchKey}; the status alone when there was no body. */
    static String summaryOf(ThrowingCallable call) {
        SdkRefusal refusal = of(call);
        return (refusal.status + " " + refusal.code).strip();
    }
}
