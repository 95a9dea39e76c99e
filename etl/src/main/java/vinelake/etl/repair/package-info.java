/** What people decide on refused rows, and what that makes of their fields. */
package vinelake.etl.repair;
