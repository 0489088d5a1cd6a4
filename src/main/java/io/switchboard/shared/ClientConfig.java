package io.switchboard.shared;

/**
 * What one module lets clients know about its configuration; {@code GET /api/config} shows all of
 * them. A bean of the module.
 *
 * @param section the member's name in the answer
 * @param content becomes JSON; holds nothing that a signed-in user may not know
 */
public record ClientConfig(String section, Object content) {}
