/**
 * A credit scorecard: binning, weights of evidence, a logistic regression, points, and how well it tells bad from good.
 *
 * <p>Good is a subject that did not default, bad one that did. Weight of evidence is ln(share of goods / share of bads),
 * as in Siddiqi, Credit Risk Scorecards (2006): positive is better than average. Nothing here knows of tables: values
 * come as arrays, NaN for missing. All results are the same to the last bit whatever the order of the rows.
 */
package vinelake.models.scorecard;
