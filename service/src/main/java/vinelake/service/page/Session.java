package vinelake.service.page;

import vinelake.service.access.Actor;

/**
 * Somebody who has logged in.
 *
 * @param id what his cookie says
 * @param csrf what every change that he asks for must say
 */
record Session(String id, Actor actor, String csrf) {}
