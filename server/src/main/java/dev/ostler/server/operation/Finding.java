// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/**
 * What a closer look at a refusal found.
 *
 * @param cause what is wrong
 * @param fix what to do about it
 */
public record Finding(String cause, String fix) {}
